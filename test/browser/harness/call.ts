import type { Page } from 'playwright-core'

/** Calls a function of the page by its name; values and result travel as JSON. */
export function call<result>(page: Pick<Page, 'evaluate'>, name: string, ...values: unknown[]): Promise<result> {
  return page.evaluate(`${name}(${values.map((value) => JSON.stringify(value) ?? 'undefined').join(', ')})`)
}
