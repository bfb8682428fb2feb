/** How MFA policies name the sessions that have no profile, as in production. */
export const defaultSession = '00000000-0000-0000-0000-000000000000'
