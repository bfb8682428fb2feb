/** Ends building a context. Caught by `buildContext`. */
export class ContextFault extends Error {
  override readonly name = 'ContextFault'
  /** The parameter of `toPolicyContext` that is wrong. */
  readonly parameter: string

  constructor(parameter: string, problem: string) {
    super(problem)
    this.parameter = parameter
  }
}
