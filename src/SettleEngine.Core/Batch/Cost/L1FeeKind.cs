namespace SettleEngine.Core.Batch.Cost;

/// <summary>How a chain charges for a transaction's bytes on the layer below.</summary>
public enum L1FeeKind
{
    /// <summary>Not at all: gas pays for everything.</summary>
    None,

    /// <summary>OP stack before Fjord: by calldata gas.</summary>
    Ecotone,

    /// <summary>OP stack since Fjord: by FastLZ length, beside an operator fee where one is set.</summary>
    Fjord,

    /// <summary>Arbitrum: by compressed length, as gas inside the transaction's limit.</summary>
    GasInside,
}
