using SettleEngine.Core.Crypto.Eight;
using Xunit;

namespace SettleEngine.Core.Tests.Crypto.Eight;

public sealed class PortableKeyRecoveryTests
{
    [Fact]
    public void Groups_of_any_size_get_the_keys_of_their_signatures() =>
        KeyRecoveryProperties.Groups_of_any_size_get_the_keys_of_their_signatures(VerifierTier.Scalar);

    [Fact]
    public void A_bad_item_fails_alone_in_whatever_lane() =>
        KeyRecoveryProperties.A_bad_item_fails_alone_in_whatever_lane(VerifierTier.Scalar);

    [Fact]
    public void One_signature_many_times_has_its_key_each_time() =>
        KeyRecoveryProperties.One_signature_many_times_has_its_key_each_time(VerifierTier.Scalar);

    [Fact]
    public void Numbers_at_the_edges_are_taken_or_refused_as_one_by_one() =>
        KeyRecoveryProperties.Numbers_at_the_edges_are_taken_or_refused_as_one_by_one(VerifierTier.Scalar);

    [Fact]
    public void Factors_and_points_at_the_edges_give_the_keys_of_one_by_one() =>
        KeyRecoveryProperties.Factors_and_points_at_the_edges_give_the_keys_of_one_by_one(VerifierTier.Scalar);

    [Fact]
    public void Keys_at_infinity_and_sums_of_equal_points_are_found_out() =>
        KeyRecoveryProperties.Keys_at_infinity_and_sums_of_equal_points_are_found_out(VerifierTier.Scalar);

    [Fact]
    public void Windows_that_meet_the_sum_so_far_are_found_out() =>
        KeyRecoveryProperties.Windows_that_meet_the_sum_so_far_are_found_out(VerifierTier.Scalar);

    [Fact]
    public void Nothing_is_allocated() =>
        KeyRecoveryProperties.Nothing_is_allocated(VerifierTier.Scalar);
}
