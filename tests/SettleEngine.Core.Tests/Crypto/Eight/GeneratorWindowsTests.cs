using SettleEngine.Core.Crypto.Eight;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

public sealed class GeneratorWindowsTests
{
    [Fact]
    public void Entries_are_the_odd_multiples_of_the_generator() =>
        GeneratorWindowsProperties.Entries_are_the_odd_multiples_of_the_generator(VerifierTier.Scalar);

    [Avx512Fact]
    public void Entries_are_the_odd_multiples_of_the_generator_with_avx512() =>
        GeneratorWindowsProperties.Entries_are_the_odd_multiples_of_the_generator(VerifierTier.Avx512);

    [Fact]
    public void Selected_points_add_up_to_the_product() =>
        GeneratorWindowsProperties.Selected_points_add_up_to_the_product(VerifierTier.Scalar);

    [Avx512Fact]
    public void Selected_points_add_up_to_the_product_with_avx512() =>
        GeneratorWindowsProperties.Selected_points_add_up_to_the_product(VerifierTier.Avx512);
}
