using BenchmarkDotNet.Attributes;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.Payers;

namespace SettleEngine.MicroBenchmarks;

/// <summary>Checks against the tables of known keys, on one core: by tier, table and size of a group. A group of one is summed
/// up alone.</summary>
[MemoryDiagnoser]
public class KnownKeyBenchmarks
{
    private const int Payers = 64;
    private const int Count = 256;

    private readonly KnownSignature[] _items = new KnownSignature[Count];
    private readonly bool[] _verdicts = new bool[Count];
    private readonly PublicKey[] _keys = new PublicKey[Payers];
    private readonly nint[] _tables = new nint[Payers];
    private readonly KernelBuffers _buffers = new();
    private SignatureKernels _kernels = null!;

    [Params(VerifierTier.Avx512, VerifierTier.Scalar)]
    public VerifierTier Tier { get; set; }

    [Params(PayerTableSize.Large, PayerTableSize.Small)]
    public PayerTableSize Size { get; set; }

    [Params(1, 8, 64, Count)]
    public int Group { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        var generator = _buffers.Allocate(SignatureKernels.GeneratorTableBytes);
        var workspace = _buffers.Allocate(SignatureKernels.WorkspaceBytes);
        SignatureKernels.BuildGeneratorTable(Tier, generator, workspace);
        _kernels = SignatureKernels.Create(Tier, generator, workspace);
        for (var i = 0; i < Count; i++)
        {
            var payer = new FixedBaseSigner(Bytes(Keccak256.Hash([(byte)(i % Payers)])));
            var digest = Keccak256.Hash([(byte)i, 1]);
            var item = new SignedDigest(digest, payer.Sign(digest));
            if (i < Payers)
            {
                _tables[i] = _buffers.Allocate(
                    Size == PayerTableSize.Large ? SignatureKernels.LargeTableBytes : SignatureKernels.SmallTableBytes);
                Secp256k1.TryRecoverKey(item.Digest, item.Signature, out _keys[i]);
            }

            _items[i] = new KnownSignature(item, _tables[i % Payers]);
        }

        BuildTables();
    }

    [Benchmark(OperationsPerInvoke = Count)]
    [Allocates(0)]
    public bool Check()
    {
        for (var i = 0; i < Count; i += Group)
        {
            _kernels.Check(Size, _items.AsSpan(i, Group), _verdicts.AsSpan(i, Group));
        }

        return _verdicts[0];
    }

    [Benchmark(OperationsPerInvoke = Payers)]
    [Allocates(0)]
    public void BuildTables() => _kernels.BuildTables(Size, _keys, _tables);

    private static byte[] Bytes(Hash256 hash)
    {
        var bytes = new byte[Hash256.Size];
        hash.CopyTo(bytes);
        return bytes;
    }
}
