/** The file as text, a script bundled and a style made small: by `scripts/lib/assets.ts`, wherever this package is built. */
declare module '*?asset' {
  const text: string
  export default text
}
