using BenchmarkDotNet.Attributes;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;

namespace SettleEngine.MicroBenchmarks;

[MemoryDiagnoser]
public class KeccakBenchmarks
{
    private const int Count = SignatureKernels.MaxItems;

    private readonly byte[] _publicKey = new byte[Secp256k1.PublicKeySize];
    private readonly byte[] _digest = new byte[Hash256.Size];
    private readonly Authorization _authorization =
        new(default, default, new TokenAmount(1), new UnixSeconds(0), new UnixSeconds(2_000_000_000), default);

    private readonly KernelBuffers _buffers = new();
    private readonly SignedAuthorization[] _items = new SignedAuthorization[Count];
    private readonly Hash256[] _digests = new Hash256[Count];
    private readonly PublicKey[] _keys = new PublicKey[Count];
    private readonly Address[] _accounts = new Address[Count];
    private SignatureKernels _kernels = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var tier = SignatureKernels.IsSupported(VerifierTier.Avx512) ? VerifierTier.Avx512 : VerifierTier.Scalar;
        _kernels = SignatureKernels.Create(tier, default, _buffers.Allocate(SignatureKernels.WorkspaceBytes));
        Array.Fill(_items, new SignedAuthorization(default, _authorization, default, ConfirmationLevel.Included));
    }

    /// <summary>One permutation.</summary>
    [Benchmark(Baseline = true)]
    [Allocates(0)]
    public void HashOfPublicKey() => Keccak256.Hash(_publicKey, _digest);

    /// <summary>Three permutations.</summary>
    [Benchmark]
    [Allocates(0)]
    public Hash256 TransferDigestOfAuthorization() => TransferDigest.Compute(default, _authorization);

    /// <summary>The same one permutation for each of many keys.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    [Allocates(0)]
    public void AccountsOfManyKeys() => _kernels.HashKeys(_keys, _accounts);

    /// <summary>The same three permutations for each of many authorizations.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    [Allocates(0)]
    public void TransferDigestsOfManyAuthorizations() => _kernels.Hash(default, _items, _digests);
}
