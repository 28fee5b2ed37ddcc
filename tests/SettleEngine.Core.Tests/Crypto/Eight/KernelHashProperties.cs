using SettleEngine.Core.Authorizations;
using SettleEngine.Core.Crypto;
using SettleEngine.Core.Crypto.Eight;
using SettleEngine.Core.Primitives;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

/// <summary>What a tier's kernels hash, against the hash of one message after the other.</summary>
internal static class KernelHashProperties
{
    private static readonly int[] Counts = [.. Enumerable.Range(0, 21), 255, SignatureKernels.MaxItems];

    public static void Digests_of_transfers_are_those_computed_one_by_one(VerifierTier tier)
    {
        using var workspace = new AlignedMemory(SignatureKernels.WorkspaceBytes);
        var kernels = SignatureKernels.Create(tier, default, workspace.Address);
        var random = new Random(712);
        foreach (var count in Counts)
        {
            var domain = RandomHash(random);
            var items = Enumerable.Range(0, count).Select(_ => RandomTransfer(random)).ToArray();
            var digests = new Hash256[count + 1];

            kernels.Hash(domain, items, digests);

            Assert.Equal(items.Select(item => TransferDigest.Compute(domain, item.Authorization)), digests[..count]);
            Assert.Equal(default, digests[count]);
        }
    }

    public static void Accounts_of_keys_are_those_computed_one_by_one(VerifierTier tier)
    {
        using var workspace = new AlignedMemory(SignatureKernels.WorkspaceBytes);
        var kernels = SignatureKernels.Create(tier, default, workspace.Address);
        var random = new Random(20);
        foreach (var count in Counts)
        {
            var keys = Enumerable.Range(0, count).Select(_ => RandomKey(random)).ToArray();
            var accounts = new Address[count + 1];

            kernels.HashKeys(keys, accounts);

            Assert.Equal(keys.Select(key => key.ToAddress()), accounts[..count]);
            Assert.Equal(default, accounts[count]);
        }
    }

    /// <summary>Every field has its extremes among its values, because they fill words in different places.</summary>
    private static SignedAuthorization RandomTransfer(Random random) => new(
        new Address(RandomBytes(random)),
        new Authorization(
            new Address(RandomBytes(random)),
            new Address(RandomBytes(random)),
            new TokenAmount(new UInt256(RandomBytes(random))),
            new UnixSeconds(BitConverter.ToUInt64(RandomBytes(random))),
            new UnixSeconds(BitConverter.ToUInt64(RandomBytes(random))),
            new AuthorizationNonce(RandomHash(random))),
        default,
        ConfirmationLevel.Included);

    /// <summary>Any two numbers do as coordinates, among them some that are not below p.</summary>
    private static PublicKey RandomKey(Random random) =>
        new(new AffinePoint(new FieldElement(RandomBytes(random)), new FieldElement(RandomBytes(random))));

    private static Hash256 RandomHash(Random random) => new(RandomBytes(random));

    private static byte[] RandomBytes(Random random)
    {
        var bytes = new byte[32];
        switch (random.Next(8))
        {
            case 0:
                break;
            case 1:
                Array.Fill(bytes, byte.MaxValue);
                break;
            default:
                random.NextBytes(bytes);
                break;
        }

        return bytes;
    }
}
