using SettleEngine.Core.Crypto.Eight;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

public sealed class KernelHashTests
{
    [Fact]
    public void Digests_of_transfers_are_those_computed_one_by_one() =>
        KernelHashProperties.Digests_of_transfers_are_those_computed_one_by_one(VerifierTier.Scalar);

    [Avx512Fact]
    public void Digests_of_transfers_are_those_computed_one_by_one_with_avx512() =>
        KernelHashProperties.Digests_of_transfers_are_those_computed_one_by_one(VerifierTier.Avx512);

    [Fact]
    public void Accounts_of_keys_are_those_computed_one_by_one() =>
        KernelHashProperties.Accounts_of_keys_are_those_computed_one_by_one(VerifierTier.Scalar);

    [Avx512Fact]
    public void Accounts_of_keys_are_those_computed_one_by_one_with_avx512() =>
        KernelHashProperties.Accounts_of_keys_are_those_computed_one_by_one(VerifierTier.Avx512);
}
