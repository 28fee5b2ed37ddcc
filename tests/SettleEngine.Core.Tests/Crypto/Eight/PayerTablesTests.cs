using SettleEngine.Core.Crypto.Eight;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

public sealed class PayerTablesTests
{
    [Theory]
    [InlineData(PayerTableSize.Small)]
    [InlineData(PayerTableSize.Large)]
    public void Entries_are_the_odd_multiples_of_the_key(PayerTableSize size) =>
        PayerTablesProperties.Entries_are_the_odd_multiples_of_the_key(VerifierTier.Scalar, size);

    [Avx512Fact]
    public void Entries_of_small_tables_are_the_odd_multiples_of_the_key_with_avx512() =>
        PayerTablesProperties.Entries_are_the_odd_multiples_of_the_key(VerifierTier.Avx512, PayerTableSize.Small);

    [Avx512Fact]
    public void Entries_of_large_tables_are_the_odd_multiples_of_the_key_with_avx512() =>
        PayerTablesProperties.Entries_are_the_odd_multiples_of_the_key(VerifierTier.Avx512, PayerTableSize.Large);
}
