import axe from 'axe-core'
import type { CDPSession, Page } from 'playwright-core'

/** One for each page. Never detached, because that would remove the page's virtual authenticator. They end with the page. */
const sessions = new WeakMap<Page, Promise<CDPSession>>()

/**
 * Accessibility problems of a page, one line each. Runs in an isolated world, so it works under any content security policy.
 */
export async function auditPage(page: Page): Promise<string[]> {
  const opened = sessions.get(page) ?? page.context().newCDPSession(page)
  sessions.set(page, opened)
  const cdp = await opened
  const { frameTree } = await cdp.send('Page.getFrameTree')
  const { executionContextId } = await cdp.send('Page.createIsolatedWorld', {
    frameId: frameTree.frame.id,
    // Until the page navigates, the same world for the same name.
    worldName: 'axe',
  })
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
  if ((await run('typeof axe')) === 'undefined') await run(`${axe.source}\nundefined`)
  const found = await run(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
       JSON.stringify(violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) =>
         [id, help, target.join(' '), failureSummary].join(' | ')))))`,
  )
  return JSON.parse(String(found))
}
