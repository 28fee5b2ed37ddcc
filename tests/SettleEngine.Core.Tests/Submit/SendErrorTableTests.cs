using SettleEngine.Core.Submit;
using Xunit;

namespace SettleEngine.Core.Tests.Submit;

public class SendErrorTableTests
{
    [Theory]
    [InlineData("already known", SendVerdict.InPool)]
    [InlineData("known transaction: 0x01", SendVerdict.InPool)]
    [InlineData("transaction already imported", SendVerdict.InPool)]
    [InlineData("ALREADY_EXISTS: already exists", SendVerdict.InPool)]
    [InlineData("nonce too low", SendVerdict.NonceConsumed)]
    [InlineData("nonce too low: next nonce 5, tx nonce 4", SendVerdict.NonceConsumed)]
    [InlineData("Transaction nonce is too low. Try incrementing the nonce.", SendVerdict.NonceConsumed)]
    [InlineData("OldNonce: old nonce", SendVerdict.NonceConsumed)]
    [InlineData("replacement transaction underpriced", SendVerdict.Underpriced)]
    [InlineData("replacement transaction underpriced: new tx gas fee cap 1 <= 1 queued", SendVerdict.Underpriced)]
    [InlineData("transaction underpriced: gas tip cap 0, minimum needed 1", SendVerdict.Underpriced)]
    [InlineData("FeeTooLow, fee too low", SendVerdict.Underpriced)]
    [InlineData("max fee per gas less than block base fee", SendVerdict.Underpriced)]
    [InlineData("max fee per gas less than block base fee: address 0x01, maxFeePerGas: 1, baseFee: 2", SendVerdict.Underpriced)]
    [InlineData("fee cap less than block base fee", SendVerdict.Underpriced)]
    [InlineData("nonce too high", SendVerdict.Gap)]
    [InlineData("nonce too high: tx nonce 9, state nonce 3", SendVerdict.Gap)]
    [InlineData("gapped-nonce tx from delegated accounts", SendVerdict.Gap)]
    [InlineData("tx has a nonce gap", SendVerdict.Gap)]
    [InlineData("Insufficient funds for gas * price + value", SendVerdict.LaneTrouble)]
    [InlineData("insufficient funds for gas * price + value: balance 0, tx cost 1, overshot 1", SendVerdict.LaneTrouble)]
    [InlineData("txpool is full", SendVerdict.LaneTrouble)]
    [InlineData("account limit exceeded", SendVerdict.LaneTrouble)]
    [InlineData("in-flight transaction limit reached for delegated accounts", SendVerdict.LaneTrouble)]
    [InlineData("intrinsic gas too low", SendVerdict.BuildError)]
    [InlineData("intrinsic gas too low: gas 100, minimum needed 21000", SendVerdict.BuildError)]
    [InlineData("intrinsic gas too high -- tx.gas_limit > env.cfg.tx_gas_limit_cap", SendVerdict.BuildError)]
    [InlineData("exceeds block gas limit", SendVerdict.BuildError)]
    [InlineData("transaction gas limit too high (cap: 16777216, tx: 20000000)", SendVerdict.BuildError)]
    [InlineData("exceeds max tx gas", SendVerdict.BuildError)]
    [InlineData("oversized data: transaction size 131073, limit 131072", SendVerdict.BuildError)]
    [InlineData("invalid sender", SendVerdict.BuildError)]
    [InlineData("invalid chain id for signer: have 1 want 84532", SendVerdict.BuildError)]
    [InlineData("rlp: expected input list for types.DynamicFeeTx", SendVerdict.BuildError)]
    [InlineData("", SendVerdict.PossiblySent)]
    [InlineData("internal error", SendVerdict.PossiblySent)]
    [InlineData("request timed out", SendVerdict.PossiblySent)]
    [InlineData("too many requests", SendVerdict.PossiblySent)]
    public void A_nodes_words_have_one_meaning(string message, SendVerdict verdict)
    {
        Assert.Equal(verdict, SendErrorTable.Classify(message));
        Assert.Equal(verdict, SendErrorTable.Classify(message.ToUpperInvariant()));
    }

    [Fact]
    public void The_first_class_that_matches_wins()
    {
        Assert.Equal(SendVerdict.InPool, SendErrorTable.Classify("already known; nonce too low"));
        Assert.Equal(SendVerdict.NonceConsumed, SendErrorTable.Classify("nonce too low, transaction underpriced"));
        Assert.Equal(SendVerdict.Underpriced, SendErrorTable.Classify("underpriced: insufficient funds"));
    }
}
