namespace SettleEngine.Doors.Http.X402;

/// <summary>Which x402 question is being answered; a few codes differ.</summary>
internal enum X402Operation
{
    Verify,
    Settle,
}
