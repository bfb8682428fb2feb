export type ServerSentEvent = { id: string; data: unknown }

export type ChangeStream = {
  response: Response
  next(): Promise<ServerSentEvent>
  /** Reads to the end of the stream. */
  end(): Promise<void>
  stop(): void
}

/** Reads the page's stream of changes as a browser would. */
export function followChanges(response: Response): ChangeStream {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const read = async (): Promise<boolean> => {
    const chunk = await reader?.read()
    text += chunk?.value ?? ''
    return chunk?.done === false
  }
  return {
    response,
    // The server may have cut it off before.
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
        // A stream that is cut off has ended, too.
      }
    },
  }
}
