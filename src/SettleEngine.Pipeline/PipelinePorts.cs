using Microsoft.Extensions.Logging;
using SettleEngine.Pipeline.Ports;

namespace SettleEngine.Pipeline;

/// <summary>The world as the pipeline sees it: real in production, simulated under test.</summary>
/// <param name="Journal">Durable memory.</param>
/// <param name="Chain">The chain.</param>
/// <param name="Verifier">Signatures.</param>
/// <param name="PayerFacts">Code and balances of payers.</param>
/// <param name="Lanes">One signer per lane.</param>
/// <param name="Loggers">Where log lines go.</param>
public sealed record PipelinePorts(
    IJournal Journal,
    IChainClient Chain,
    ISignatureVerifier Verifier,
    IPayerFacts PayerFacts,
    IReadOnlyList<ILaneSigner> Lanes,
    ILoggerFactory Loggers);
