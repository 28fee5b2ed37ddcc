// A merchant as a provider writes it: one paid resource behind @x402/express. Arguments: facilitator URL, payee.
// Prints where it listens, and ends when its standard input does.
import { HTTPFacilitatorClient } from '@x402/core/server';
import { ExactEvmScheme } from '@x402/evm/exact/server';
import { paymentMiddleware, x402ResourceServer } from '@x402/express';
import express from 'express';

const [facilitator, payTo] = process.argv.slice(2);
const server = new x402ResourceServer(new HTTPFacilitatorClient({ url: facilitator }))
  .register('eip155:*', new ExactEvmScheme());
const app = express();
app.use(paymentMiddleware(
  {
    'GET /paid': {
      accepts: { scheme: 'exact', network: 'eip155:84532', payTo, price: '$0.001' },
      description: 'What is paid for',
    },
  },
  server,
));
app.get('/paid', (request, response) => response.json({ served: true }));

const listener = app.listen(0, '127.0.0.1', () =>
  console.log(`Listening on http://127.0.0.1:${listener.address().port}`));
process.stdin.resume().on('end', () => process.exit(0));
