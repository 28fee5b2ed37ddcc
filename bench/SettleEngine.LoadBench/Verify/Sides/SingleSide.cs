using SettleEngine.Core.Authorizations;

namespace SettleEngine.LoadBench.Verify.Sides;

/// <summary>The engine's rule on one signature at a time: what a machine without vector instructions has for strangers.</summary>
internal sealed class SingleSide(SignedAuthorization[] items) : LoopSide("one at a time, scalar", items, 256)
{
    protected override int Check(ReadOnlySpan<SignedAuthorization> slice)
    {
        var good = 0;
        foreach (ref readonly var item in slice)
        {
            good += SignatureRule.Check(item, VerifyInputs.Token.DomainSeparator) == RejectReason.None ? 1 : 0;
        }

        return good;
    }
}
