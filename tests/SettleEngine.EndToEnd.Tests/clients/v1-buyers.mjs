// Buyers on x402-fetch, the first version of the protocol.
import { privateKeyToAccount } from 'viem/accounts';
import { decodeXPaymentResponse, wrapFetchWithPayment } from 'x402-fetch';
import { buyAtOnce } from './buy.mjs';

await buyAtOnce('X-PAYMENT', 'X-PAYMENT-RESPONSE', decodeXPaymentResponse, (fetch, key) =>
  wrapFetchWithPayment(fetch, privateKeyToAccount(key)));
