using SettleEngine.Core.Crypto.Eight;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

public sealed class PortableField8Tests
{
    [Fact]
    public void Products_squares_sums_and_differences_are_those_of_integers_modulo_p() =>
        Field8Properties<PortableField8>.Products_squares_sums_and_differences_are_those_of_integers_modulo_p();

    [Fact]
    public void Results_are_operands_of_anything_else_however_long_the_chain() =>
        Field8Properties<PortableField8>.Results_are_operands_of_anything_else_however_long_the_chain();

    [Fact]
    public void A_result_may_overwrite_its_operands() =>
        Field8Properties<PortableField8>.A_result_may_overwrite_its_operands();

    [Fact]
    public void Lanes_are_negated_and_selected_by_their_bits() =>
        Field8Properties<PortableField8>.Lanes_are_negated_and_selected_by_their_bits();

    [Fact]
    public void Zero_is_seen_in_every_form_and_parity_is_that_of_the_residue() =>
        Field8Properties<PortableField8>.Zero_is_seen_in_every_form_and_parity_is_that_of_the_residue();

    [Fact]
    public void Products_modulo_n_are_those_of_integers_and_below_n() =>
        Field8Properties<PortableField8>.Products_modulo_n_are_those_of_integers_and_below_n();
}
