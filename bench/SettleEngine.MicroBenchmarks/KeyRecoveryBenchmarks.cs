using BenchmarkDotNet.Attributes;
using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using SettleEngine.Devnet.Payers;

namespace SettleEngine.MicroBenchmarks;

/// <summary>All that a payment of an unknown payer costs, on one core: digest, recovery and account, by tier and size of a
/// group. A group of one is recovered alone.</summary>
[MemoryDiagnoser]
public class KeyRecoveryBenchmarks
{
    private const int Count = 256;

    private readonly Token _token = KnownTokens.For(84532)[0];
    private readonly SignedAuthorization[] _items = new SignedAuthorization[Count];
    private readonly SignedDigest[] _signed = new SignedDigest[Count];
    private readonly Hash256[] _digests = new Hash256[Count];
    private readonly PublicKey[] _keys = new PublicKey[Count];
    private readonly Address[] _accounts = new Address[Count];
    private readonly bool[] _found = new bool[Count];
    private readonly KernelBuffers _buffers = new();
    private SignatureKernels _kernels = null!;

    [Params(VerifierTier.Avx512, VerifierTier.Scalar)]
    public VerifierTier Tier { get; set; }

    [Params(1, 8, 32, 64, Count)]
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
            var privateKey = new byte[Hash256.Size];
            Keccak256.Hash([(byte)i], privateKey);
            var payer = new FixedBaseSigner(privateKey);
            var authorization = new Authorization(
                payer.Account,
                _token.Address,
                new TokenAmount(1),
                new UnixSeconds(0),
                new UnixSeconds(2_000_000_000),
                new AuthorizationNonce(new Hash256(privateKey)));
            var digest = TransferDigest.Compute(_token.DomainSeparator, authorization);
            _items[i] = new SignedAuthorization(
                _token.Address, authorization, payer.Sign(digest), ConfirmationLevel.Included);
        }
    }

    [Benchmark(OperationsPerInvoke = Count)]
    [Allocates(0)]
    public Address Recover()
    {
        for (var from = 0; from < Count; from += Group)
        {
            _kernels.Hash(_token.DomainSeparator, _items.AsSpan(from, Group), _digests);
            for (var i = 0; i < Group; i++)
            {
                _signed[i] = new SignedDigest(_digests[i], _items[from + i].Signature);
            }

            _kernels.Recover(_signed.AsSpan(0, Group), _keys, _found);
            _kernels.HashKeys(_keys.AsSpan(0, Group), _accounts);
        }

        return _accounts[0];
    }
}
