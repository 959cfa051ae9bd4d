/**
 * A field of a row as the name of a column.
 *
 * @example snakeCase("tauNet") // "tau_net"
 */
export function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}

/**
 * The reverse.
 *
 * @example camelCase("tau_net") // "tauNet"
 */
export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
