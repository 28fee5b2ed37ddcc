namespace SettleEngine.Worker.Demo;

/// <summary>What the demo found.</summary>
internal sealed record DemoReport
{
    /// <summary>Payments accepted, durably, with checked signatures.</summary>
    public required int Accepted { get; init; }

    /// <summary>Payments settled.</summary>
    public required int Settled { get; init; }

    /// <summary>Payments refused or with another outcome.</summary>
    public required int Failed { get; init; }

    /// <summary>Our transactions in blocks.</summary>
    public required long Transactions { get; init; }

    /// <summary>Gas per payment, by receipts.</summary>
    public required double GasPerPayment { get; init; }

    /// <summary>Dollars per payment, by receipts and the stated ether price.</summary>
    public required double UsdPerPayment { get; init; }

    /// <summary>Gas of one plain transfer on this chain, measured before.</summary>
    public required double PlainGas { get; init; }

    /// <summary>Dollars for one plain transfer at the same gas price.</summary>
    public required double PlainUsd { get; init; }

    /// <summary>Accepted per second, from the first accepted answer to the last.</summary>
    public required double AcceptedPerSecond { get; init; }

    /// <summary>Settled per second, from the first sent payment to the last outcome.</summary>
    public required double SettledPerSecond { get; init; }

    /// <summary>Median time to the accepted answer.</summary>
    public required TimeSpan AcceptP50 { get; init; }

    /// <summary>99th percentile of the time to the accepted answer.</summary>
    public required TimeSpan AcceptP99 { get; init; }

    /// <summary>Median time from accepted to included.</summary>
    public required TimeSpan IncludedP50 { get; init; }

    /// <summary>99th percentile of the time from accepted to included.</summary>
    public required TimeSpan IncludedP99 { get; init; }

    /// <summary>Microseconds of a core per checked signature, digest included.</summary>
    public required double VerifyMicros { get; init; }

    /// <summary>Share of signatures that were checked with a table of their payer.</summary>
    public required double WarmShare { get; init; }

    /// <summary>Whether every balance and every authorization nonce on the chain is what it must be.</summary>
    public required bool ChainAgrees { get; init; }

    /// <summary>What the check of the chain found, a sentence.</summary>
    public required string ChainCheck { get; init; }
}
