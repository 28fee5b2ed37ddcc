using BenchmarkDotNet.Attributes;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using SettleEngine.SignatureOracle.Paths;

namespace SettleEngine.MicroBenchmarks;

/// <summary>What a signature of a payer without a table costs in a group of 256, step by step.</summary>
[MemoryDiagnoser]
public class UnknownPayerBenchmarks : IDisposable
{
    private const int Payers = 64;

    private readonly SignedAuthorization[] _payments = SignedGroup.Payments(Payers);
    private readonly Hash256[] _digests = new Hash256[SignatureKernels.MaxItems];
    private readonly PublicKey[] _keys = new PublicKey[SignatureKernels.MaxItems];
    private readonly bool[] _found = new bool[SignatureKernels.MaxItems];
    private readonly Address[] _accounts = new Address[SignatureKernels.MaxItems];
    private SignedDigest[] _signed = [];
    private KernelMemory _memory = null!;

    [ParamsAllValues]
    public VerifierTier Tier { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _signed = SignedGroup.Digests(_payments);
        _memory = new KernelMemory(SignatureKernels.IsSupported(Tier) ? Tier : VerifierTier.Scalar);
        Recover();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _memory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = SignatureKernels.MaxItems)]
    [Allocates(0)]
    public void Hash() => _memory.Kernels.Hash(SignedGroup.Token.DomainSeparator, _payments, _digests);

    [Benchmark(Baseline = true, OperationsPerInvoke = SignatureKernels.MaxItems)]
    [Allocates(0)]
    public void Recover() => _memory.Kernels.Recover(_signed, _keys, _found);

    [Benchmark(OperationsPerInvoke = SignatureKernels.MaxItems)]
    [Allocates(0)]
    public void HashKeys() => _memory.Kernels.HashKeys(_keys, _accounts);
}
