/**
 * Rows by a key, in the order in which the keys come first. As `Map.groupBy`, which Node 20 lacks.
 *
 * @example grouped([1, 2, 3], (value) => value % 2) // Map { 1 → [1, 3], 0 → [2] }
 */
export function grouped<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
