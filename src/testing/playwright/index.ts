export { addVirtualAuthenticator, type PagePasskey } from './addVirtualAuthenticator.js'
export { type PasskeyFixtures, passkeyFixtures } from './passkeyFixtures.js'
