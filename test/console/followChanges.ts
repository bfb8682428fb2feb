/** One event of the page's stream. */
export type Event = { id: string; data: unknown }

export type Followed = { next(): Promise<Event>; end(): Promise<void>; stop(): void; response: Response }

/** Reads the page's stream as a browser would; `next` waits for an event, `end` for the end. */
export function followChanges(response: Response): Followed {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const read = async (): Promise<boolean> => {
    const chunk = await reader?.read()
    text += chunk?.value ?? ''
    return chunk?.done === false
  }
  return {
    response,
    // It may have been cut off before.
    stop: () => void reader?.cancel().catch(() => {}),
    async next() {
      for (;;) {
        const [block = '', ...rest] = text.split('\n\n')
        if (rest.length > 0) {
          text = rest.join('\n\n')
          const [, id = '', data = ''] = /^id: (.*)\ndata: (.*)$/.exec(block) ?? []
          if (data !== '') return { id, data: JSON.parse(data) }
        } else if (!(await read())) throw new Error('the stream has ended')
      }
    },
    async end() {
      try {
        while (await read());
      } catch {
        // Cut off is an end as well.
      }
    },
  }
}
