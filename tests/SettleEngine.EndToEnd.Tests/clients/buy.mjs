// What buyers of both versions share: everybody buys at the same time, and each purchase becomes one line of the report.

/**
 * Reads the job {resource, keys, signOnly} from standard input, buys once per key, prints the purchases as one JSON
 * array. With signOnly the payment is made and stays here, so that a test can present it as it likes.
 */
export async function buyAtOnce(paymentHeader, answerHeader, decodeAnswer, payingFetch) {
  let job = '';
  for await (const part of process.stdin) {
    job += part;
  }

  const { resource, keys, signOnly } = JSON.parse(job);
  const purchases = await Promise.all(keys.map(key => buy(key)));
  process.stdout.write(JSON.stringify(purchases));

  async function buy(key) {
    // The header that the packages made is kept, so that a test can present it once more.
    let payment = null;
    const watchedFetch = async (input, init) => {
      const request = new Request(input, init);
      payment = request.headers.get(paymentHeader) ?? payment;
      return signOnly && payment !== null ? Response.json({ signed: true }) : fetch(request);
    };
    const started = performance.now();
    const response = await payingFetch(watchedFetch, key)(resource);
    const answer = response.headers.get(answerHeader);
    const refusal = response.headers.get('PAYMENT-REQUIRED');
    return {
      status: response.status,
      body: await response.json(),
      answer: answer === null ? null : decodeAnswer(answer),
      error: refusal === null ? null : JSON.parse(Buffer.from(refusal, 'base64').toString('utf8')).error,
      payment,
      milliseconds: Math.round(performance.now() - started),
    };
  }
}
