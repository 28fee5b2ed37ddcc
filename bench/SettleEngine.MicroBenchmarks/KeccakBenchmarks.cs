using BenchmarkDotNet.Attributes;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;

namespace SettleEngine.MicroBenchmarks;

[MemoryDiagnoser]
public class KeccakBenchmarks
{
    private readonly byte[] _publicKey = new byte[Secp256k1.PublicKeySize];
    private readonly byte[] _digest = new byte[Hash256.Size];
    private readonly Authorization _authorization =
        new(default, default, new TokenAmount(1), new UnixSeconds(0), new UnixSeconds(2_000_000_000), default);

    /// <summary>One permutation.</summary>
    [Benchmark(Baseline = true)]
    public void HashOfPublicKey() => Keccak256.Hash(_publicKey, _digest);

    /// <summary>Three permutations.</summary>
    [Benchmark]
    public Hash256 TransferDigestOfAuthorization() => TransferDigest.Compute(default, _authorization);
}
