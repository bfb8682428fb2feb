/** Whether a value is an object or a function, which may change. */
export const isReference = (value: unknown): value is object => Object(value) === value
