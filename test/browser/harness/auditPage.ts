import axe from 'axe-core'
import type { Page } from 'playwright-core'

/**
 * What keeps people with a keyboard, a screen reader or weak eyes out of a page, one line each; none is the aim. Runs in an isolated
 * world of its own, so that it works under whatever content security policy the page has.
 */
export async function auditPage(page: Page): Promise<string[]> {
  const cdp = await page.context().newCDPSession(page)
  const { frameTree } = await cdp.send('Page.getFrameTree')
  const { executionContextId } = await cdp.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id })
  const run = async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = await cdp.send('Runtime.evaluate', {
      expression,
      contextId: executionContextId,
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }
  await run(`${axe.source}\nundefined`)
  const found = await run(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
       JSON.stringify(violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) =>
         [id, help, target.join(' '), failureSummary].join(' | ')))))`,
  )
  // Not detached: that would take the page's virtual authenticator along. It ends with the page.
  return JSON.parse(String(found))
}
