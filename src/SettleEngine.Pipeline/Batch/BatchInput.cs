using SettleEngine.Pipeline.Dedupe;

namespace SettleEngine.Pipeline.Batch;

/// <summary>What the batch stage hears: payments that wait, lanes that have room, and wishes to give up.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Admissions">Payments; empty for other kinds.</param>
/// <param name="Lane">Index of the lane with room.</param>
/// <param name="Abandon">The wish.</param>
internal readonly record struct BatchInput(
    BatchInputKind Kind,
    ReadOnlyMemory<Admission> Admissions,
    int Lane,
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
        new(BatchInputKind.Payments, admissions, 0, null);

    /// <summary>A lane can take one more batch.</summary>
    /// <param name="lane">Index of the lane.</param>
    /// <returns>The input.</returns>
    public static BatchInput Room(int lane) => new(BatchInputKind.LaneRoom, default, lane, null);

    /// <summary>Somebody wants a payment given up.</summary>
    /// <param name="request">The wish, which will be answered.</param>
    /// <returns>The input.</returns>
    public static BatchInput GiveUp(AbandonRequest request) => new(BatchInputKind.Abandon, default, 0, request);
}
