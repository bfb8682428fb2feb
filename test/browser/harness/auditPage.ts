import axe from 'axe-core'
import type { Page } from 'playwright-core'

/**
 * Accessibility problems of a page, one line each. Runs in an isolated world, so it works under any content security policy.
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
  // Not detached, because that would remove the page's virtual authenticator. It ends with the page.
  return JSON.parse(String(found))
}
