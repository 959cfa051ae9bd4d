/** What has a name here: the built-in models, tasks or curricula, and those of one's own that were loaded. */
export class PartsByName<Part> {
  /** In the order in which they came; more come when parts are loaded. */
  readonly names: readonly string[];
  private readonly parts: Map<string, Part>;
  private readonly known: string[];

  /** @param kind  what they are called in errors, e.g. "task" */
  constructor(
    private readonly kind: string,
    private readonly builtIn: Readonly<Record<string, Part>>,
  ) {
    this.parts = new Map(Object.entries(builtIn));
    this.known = [...this.parts.keys()];
    this.names = this.known;
  }

  isBuiltIn(name: string): boolean {
    return Object.hasOwn(this.builtIn, name);
  }

  /**
   * Gives one of one's own a name, or a name of one's own another part.
   *
   * @throws RangeError if it is the name of a built-in one
   */
  add(name: string, part: Part): void {
    this.mustBeFree(name);
    if (!this.parts.has(name)) this.known.push(name);
    this.parts.set(name, part);
  }

  /** @throws RangeError if it is the name of a built-in one */
  mustBeFree(name: string): void {
    if (!this.isBuiltIn(name)) return;
    throw new RangeError(`${this.kind} "${name}": expected another name, as this is that of a built-in one`);
  }

  /** @throws RangeError if there is none of the name */
  named(name: string): Part {
    const part = this.parts.get(name);
    if (part !== undefined) return part;
    const own = "or one of your own, by loadParts (--parts of commands)";
    throw new RangeError(`there is no ${this.kind} "${name}"; expected one of: ${this.names.join(", ")}, ${own}`);
  }
}
