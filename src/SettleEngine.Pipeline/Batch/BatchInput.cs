using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Batch;

/// <summary>What the batch stage hears: payments that wait, lanes that have room, and wishes to give up.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Admissions">Payments; empty for other kinds.</param>
/// <param name="Lane">What a lane says of itself; empty for other kinds.</param>
/// <param name="Abandon">The wish.</param>
internal readonly record struct BatchInput(
    BatchInputKind Kind,
    ReadOnlyMemory<Admission> Admissions,
    LaneNews Lane,
    AbandonRequest? Abandon)
{
    /// <summary>Payments that set out for a signature.</summary>
    /// <param name="admissions">The payments; the batch stage owns them from here.</param>
    /// <returns>The input.</returns>
    public static BatchInput Admitted(ReadOnlyMemory<Admission> admissions)
    {
        foreach (var admission in admissions.Span)
        {
            admission.SetOut();
        }

        return Returned(admissions);
    }

    /// <summary>Payments that set out before and come back unsigned.</summary>
    /// <param name="admissions">The payments; the batch stage owns them from here.</param>
    /// <returns>The input.</returns>
    public static BatchInput Returned(ReadOnlyMemory<Admission> admissions) =>
        new(BatchInputKind.Payments, admissions, default, null);

    /// <summary>A lane has more room, or less, than it said before.</summary>
    /// <param name="news">What it says now.</param>
    /// <returns>The input.</returns>
    public static BatchInput Room(LaneNews news) => new(BatchInputKind.LaneRoom, default, news, null);

    /// <summary>Somebody wants a payment given up.</summary>
    /// <param name="request">The wish, which will be answered.</param>
    /// <returns>The input.</returns>
    public static BatchInput GiveUp(AbandonRequest request) => new(BatchInputKind.Abandon, default, default, request);
}
