/// <reference path="./asset.d.ts" />

import icon from '../client/icon.svg?asset'
import document from '../client/index.html?asset'
import script from '../client/main.ts?asset'
import style from '../client/style.css?asset'

/** The files of the page by path. The build puts them into this module as text. */
export const assets: ReadonlyMap<string, { type: string; text: string }> = new Map([
  ['/', { type: 'text/html; charset=utf-8', text: document }],
  ['/page/main.js', { type: 'text/javascript; charset=utf-8', text: script }],
  ['/page/style.css', { type: 'text/css; charset=utf-8', text: style }],
  ['/page/icon.svg', { type: 'image/svg+xml; charset=utf-8', text: icon }],
])
