using BenchmarkDotNet.Attributes;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.Payers;

namespace SettleEngine.MicroBenchmarks;

/// <summary>One core, many different signatures, so that no branch predictor learns a single one by heart.</summary>
[MemoryDiagnoser]
public class RecoverBenchmarks
{
    private const int Count = 256;

    private readonly Token _token = KnownTokens.For(84532)[0];
    private readonly SignedAuthorization[] _items = new SignedAuthorization[Count];
    private readonly Hash256[] _digests = new Hash256[Count];
    private FixedBaseSigner _payer = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _payer = new FixedBaseSigner(Convert.FromHexString("59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d"));
        for (var i = 0; i < Count; i++)
        {
            var authorization = new Authorization(
                _payer.Account,
                _token.Address,
                new TokenAmount((ulong)i + 1),
                new UnixSeconds(0),
                new UnixSeconds(2_000_000_000),
                new AuthorizationNonce(Keccak256.Hash([(byte)i])));
            _digests[i] = TransferDigest.Compute(_token.DomainSeparator, authorization);
            _items[i] = new SignedAuthorization(
                _token.Address, authorization, _payer.Sign(_digests[i]), ConfirmationLevel.Included);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Count)]
    [Allocates(0)]
    public int Recover()
    {
        var found = 0;
        for (var i = 0; i < Count; i++)
        {
            found += Secp256k1.TryRecover(_digests[i], _items[i].Signature, out _) ? 1 : 0;
        }

        return found;
    }

    /// <summary>Digest, recovery and comparison: all that one payment costs the verifier.</summary>
    [Benchmark(OperationsPerInvoke = Count)]
    [Allocates(0)]
    public int Check()
    {
        var accepted = 0;
        for (var i = 0; i < Count; i++)
        {
            accepted += SignatureRule.Check(_items[i], _token.DomainSeparator) == RejectReason.None ? 1 : 0;
        }

        return accepted;
    }

    [Benchmark(OperationsPerInvoke = Count)]
    [Allocates(0)]
    public int Sign()
    {
        var low = 0;
        for (var i = 0; i < Count; i++)
        {
            low += _payer.Sign(_digests[i]).V;
        }

        return low;
    }
}
