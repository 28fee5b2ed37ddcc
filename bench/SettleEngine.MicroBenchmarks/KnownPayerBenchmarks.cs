using BenchmarkDotNet.Attributes;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.SignatureOracle.Paths;

namespace SettleEngine.MicroBenchmarks;

/// <summary>What a signature of a payer with a table costs in a group of 256, and what a table costs.</summary>
[MemoryDiagnoser]
public class KnownPayerBenchmarks : IDisposable
{
    private const int Payers = 64;

    private readonly SignedAuthorization[] _payments = SignedGroup.Payments(Payers);
    private readonly PublicKey[] _keys = new PublicKey[SignatureKernels.MaxItems];
    private readonly bool[] _verdicts = new bool[SignatureKernels.MaxItems];
    private readonly nint[] _tables = new nint[Payers];
    private readonly KnownSignature[] _signed = new KnownSignature[SignatureKernels.MaxItems];
    private KernelMemory _memory = null!;
    private nint _tableMemory;

    [ParamsAllValues]
    public VerifierTier Tier { get; set; }

    [ParamsAllValues]
    public PayerTableSize Size { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _memory = new KernelMemory(SignatureKernels.IsSupported(Tier) ? Tier : VerifierTier.Scalar);
        var bytes = Size == PayerTableSize.Small ? SignatureKernels.SmallTableBytes : SignatureKernels.LargeTableBytes;
        _tableMemory = KernelMemory.Allocate((nint)bytes * Payers);
        var digests = SignedGroup.Digests(_payments);
        _memory.Kernels.Recover(digests, _keys, new bool[digests.Length]);
        for (var i = 0; i < Payers; i++)
        {
            _tables[i] = _tableMemory + ((nint)bytes * i);
        }

        for (var i = 0; i < digests.Length; i++)
        {
            _signed[i] = new KnownSignature(digests[i], _tables[i % Payers]);
        }

        BuildTables();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _memory.Dispose();
        KernelMemory.Free(_tableMemory);
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = SignatureKernels.MaxItems)]
    [Allocates(0)]
    public void Check() => _memory.Kernels.Check(Size, _signed, _verdicts);

    [Benchmark(OperationsPerInvoke = Payers)]
    [Allocates(0)]
    public void BuildTables() => _memory.Kernels.BuildTables(Size, _keys.AsSpan(0, Payers), _tables);
}
