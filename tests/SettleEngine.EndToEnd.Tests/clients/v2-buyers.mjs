// Buyers on @x402/fetch, unmodified and with its defaults.
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { privateKeyToAccount } from 'viem/accounts';
import { buyAtOnce } from './buy.mjs';

await buyAtOnce('PAYMENT-SIGNATURE', 'PAYMENT-RESPONSE', decodePaymentResponseHeader, (fetch, key) =>
  wrapFetchWithPayment(fetch, new x402Client().register('eip155:*', new ExactEvmScheme(privateKeyToAccount(key)))));
