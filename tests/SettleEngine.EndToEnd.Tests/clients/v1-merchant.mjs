// The same merchant on the first version of the protocol, behind x402-express. Arguments: facilitator URL, payee.
// Prints where it listens, and ends when its standard input does.
import express from 'express';
import { paymentMiddleware } from 'x402-express';

const [facilitator, payTo] = process.argv.slice(2);
const app = express();
app.use(paymentMiddleware(payTo, { 'GET /paid': { price: '$0.001', network: 'base-sepolia' } }, { url: facilitator }));
app.get('/paid', (request, response) => response.json({ served: true }));

const listener = app.listen(0, '127.0.0.1', () =>
  console.log(`Listening on http://127.0.0.1:${listener.address().port}`));
process.stdin.resume().on('end', () => process.exit(0));
