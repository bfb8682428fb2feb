import { createLocalSigner } from 'viem-passkey-account/signer'
import { apiKeyStamper, createSignerClient } from 'viem-passkey-account'
import { createWallet, ethereumAccount, stampRequest } from 'viem-passkey-account/actions'
import { readWholePage } from "./signer/readWholePage.js"
import { test } from 'vitest'
test('x', async () => {
  const signer = await createLocalSigner()
  const { organizationId } = signer
  const client = createSignerClient({ fetchFn: signer.fetch, stamper: apiKeyStamper(signer.apiKey) })
  const { addresses: [signWith] } = await createWallet(client, { organizationId, walletName: 'w', accounts: [ethereumAccount] } as never)
  const hex = 'ab'.repeat(500_000)
  for (const [payload, encoding] of [
      [hex, 'HEXADECIMAL'],
      [`${hex}z`, 'HEXADECIMAL'],
      [`0x${hex}`, 'TRANSACTION'],
      [`f9ffff${'c1'.repeat(450_000)}`, 'TRANSACTION'],
      ['c1'.repeat(450_000), 'TRANSACTION'],
      ['9'.repeat(900_000), 'EIP7702_AUTHORIZATION'],
      [`{"chainId":"${'9'.repeat(900_000)}","address":"0x","nonce":"0"}`, 'EIP7702_AUTHORIZATION'],
      [`{"chainId":"${'9'.repeat(900_000)}","address":"0x${'11'.repeat(20)}","nonce":"0"}`, 'EIP7702_AUTHORIZATION'],
  ]) {
    const tx = encoding === 'TRANSACTION'
    const r = await stampRequest(client, { organizationId, type: tx ? 'ACTIVITY_TYPE_SIGN_TRANSACTION_V2' : 'ACTIVITY_TYPE_SIGN_RAW_PAYLOAD_V2', parameters: tx ? { signWith, unsignedTransaction: payload, type: 'TRANSACTION_TYPE_ETHEREUM' } : { signWith, payload, encoding: `PAYLOAD_ENCODING_${encoding}`, hashFunction: encoding === 'HEXADECIMAL' ? 'HASH_FUNCTION_KECCAK256' : 'HASH_FUNCTION_NO_OP' } })
    const t = performance.now()
    const a = await signer.fetch(new Request('http://x' + new URL(r.url).pathname, { method: 'POST', body: r.body, headers: { 'content-type': 'application/json', [r.stamp.stampHeaderName]: r.stamp.stampHeaderValue } }))
    console.log(encoding, payload.slice(0, 20), a.status, (performance.now() - t).toFixed(0), 'ms', (await a.text()).slice(0, 120))
  }
  for (const path of ["/page/activities"]) { const t=performance.now(); const a=await signer.page(new Request("http://localhost"+path)); const x=await a.text(); console.log(path,a.status,x.length,(performance.now()-t).toFixed(0)," ms "); }
  console.time("whole"); await readWholePage(signer); console.timeEnd("whole")
})
