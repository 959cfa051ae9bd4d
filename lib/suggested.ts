/**
 * One of these names, which an editor offers, or any other text: what a notebook or a loop holds in a variable is a
 * string to the type checker, and cells of one's own have other names. What there is not is refused when it is used.
 */
export type Suggested<Name extends string> = Name | (string & Record<never, never>);
