using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.Core.Tests.Crypto.Eight;

public sealed class FusedField8Tests
{
    [Avx512Fact]
    public void Products_squares_sums_and_differences_are_those_of_integers_modulo_p() =>
        Field8Properties<FusedField8>.Products_squares_sums_and_differences_are_those_of_integers_modulo_p();

    [Avx512Fact]
    public void Results_are_operands_of_anything_else_however_long_the_chain() =>
        Field8Properties<FusedField8>.Results_are_operands_of_anything_else_however_long_the_chain();

    [Avx512Fact]
    public void A_result_may_overwrite_its_operands() =>
        Field8Properties<FusedField8>.A_result_may_overwrite_its_operands();

    [Avx512Fact]
    public void Lanes_are_negated_and_selected_by_their_bits() =>
        Field8Properties<FusedField8>.Lanes_are_negated_and_selected_by_their_bits();

    [Avx512Fact]
    public void Zero_is_seen_in_every_form_and_parity_is_that_of_the_residue() =>
        Field8Properties<FusedField8>.Zero_is_seen_in_every_form_and_parity_is_that_of_the_residue();

    [Avx512Fact]
    public void Products_modulo_n_are_those_of_integers_and_below_n() =>
        Field8Properties<FusedField8>.Products_modulo_n_are_those_of_integers_and_below_n();
}
