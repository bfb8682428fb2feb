/** The file's text. `scripts/lib/assets.ts` bundles scripts and minifies styles wherever the package is built. */
declare module '*?asset' {
  const text: string
  export default text
}
