using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.Core.Tests.Crypto.Eight;

public sealed class FusedKnownKeyTests
{
    [Avx512Fact]
    public void Groups_of_any_size_get_the_verdicts_of_recovery_with_small_tables() =>
        KnownKeyProperties.Groups_of_any_size_get_the_verdicts_of_recovery(VerifierTier.Avx512, PayerTableSize.Small);

    [Avx512Fact]
    public void Groups_of_any_size_get_the_verdicts_of_recovery_with_large_tables() =>
        KnownKeyProperties.Groups_of_any_size_get_the_verdicts_of_recovery(VerifierTier.Avx512, PayerTableSize.Large);

    [Avx512Fact]
    public void A_bad_item_fails_alone_in_whatever_lane_with_small_tables() =>
        KnownKeyProperties.A_bad_item_fails_alone_in_whatever_lane(VerifierTier.Avx512, PayerTableSize.Small);

    [Avx512Fact]
    public void A_bad_item_fails_alone_in_whatever_lane_with_large_tables() =>
        KnownKeyProperties.A_bad_item_fails_alone_in_whatever_lane(VerifierTier.Avx512, PayerTableSize.Large);

    [Avx512Fact]
    public void One_signature_many_times_is_valid_each_time_with_small_tables() =>
        KnownKeyProperties.One_signature_many_times_is_valid_each_time(VerifierTier.Avx512, PayerTableSize.Small);

    [Avx512Fact]
    public void One_signature_many_times_is_valid_each_time_with_large_tables() =>
        KnownKeyProperties.One_signature_many_times_is_valid_each_time(VerifierTier.Avx512, PayerTableSize.Large);

    [Avx512Fact]
    public void Digests_at_the_edges_and_either_half_of_s_are_as_recovery_has_them_with_small_tables() =>
        KnownKeyProperties.Digests_at_the_edges_and_either_half_of_s_are_as_recovery_has_them(VerifierTier.Avx512, PayerTableSize.Small);

    [Avx512Fact]
    public void Digests_at_the_edges_and_either_half_of_s_are_as_recovery_has_them_with_large_tables() =>
        KnownKeyProperties.Digests_at_the_edges_and_either_half_of_s_are_as_recovery_has_them(VerifierTier.Avx512, PayerTableSize.Large);

    [Avx512Fact]
    public void Factors_at_the_edges_are_as_recovery_has_them_with_small_tables() =>
        KnownKeyProperties.Factors_at_the_edges_are_as_recovery_has_them(VerifierTier.Avx512, PayerTableSize.Small);

    [Avx512Fact]
    public void Factors_at_the_edges_are_as_recovery_has_them_with_large_tables() =>
        KnownKeyProperties.Factors_at_the_edges_are_as_recovery_has_them(VerifierTier.Avx512, PayerTableSize.Large);

    [Avx512Fact]
    public void Sums_that_meet_equal_or_opposite_points_are_as_recovery_has_them_with_small_tables() =>
        KnownKeyProperties.Sums_that_meet_equal_or_opposite_points_are_as_recovery_has_them(VerifierTier.Avx512, PayerTableSize.Small);

    [Avx512Fact]
    public void Sums_that_meet_equal_or_opposite_points_are_as_recovery_has_them_with_large_tables() =>
        KnownKeyProperties.Sums_that_meet_equal_or_opposite_points_are_as_recovery_has_them(VerifierTier.Avx512, PayerTableSize.Large);

    [Avx512Fact]
    public void Nothing_is_allocated_with_small_tables() =>
        KnownKeyProperties.Nothing_is_allocated(VerifierTier.Avx512, PayerTableSize.Small);

    [Avx512Fact]
    public void Nothing_is_allocated_with_large_tables() =>
        KnownKeyProperties.Nothing_is_allocated(VerifierTier.Avx512, PayerTableSize.Large);
}
