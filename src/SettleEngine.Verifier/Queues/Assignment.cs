using SettleEngine.Core;
using SettleEngine.Core.Crypto.Eight;

namespace SettleEngine.Verifier.Queues;

/// <summary>What one thread has taken: pieces of runs, and what became of them. Its memory is reused from turn to turn.</summary>
/// <remarks>Thread rule: its thread; runs are changed under the lock of <see cref="WorkQueues"/>.</remarks>
internal sealed class Assignment
{
    /// <summary>Most items that are looked up in one turn: four chunks, of which at most one is checked.</summary>
    public const int MaxItems = 4 * SignatureKernels.MaxItems;

    private readonly RunPiece[] _pieces = new RunPiece[MaxItems];
    private readonly int[] _unknown = new int[MaxItems];
    private readonly List<VerificationRun> _ended = new(MaxItems);
    private int _pieceCount;
    private int _unknownCount;

    /// <summary>The kind of work.</summary>
    public WorkKind Kind { get; set; }

    /// <summary>Whether nothing else was waiting.</summary>
    public bool IsIdle { get; set; }

    /// <summary>Least number of tables that are worth making now.</summary>
    public int LeastTables { get; set; }

    /// <summary>Items taken.</summary>
    public int ItemCount { get; private set; }

    /// <summary>What the turn was charged with at its beginning.</summary>
    public double Charge { get; set; }

    /// <summary>Pieces that are already in the queue of unknown payers as far as they belong there.</summary>
    public int SortedCount { get; set; }

    /// <summary>The pieces.</summary>
    public Span<RunPiece> Pieces => _pieces.AsSpan(0, _pieceCount);

    /// <summary>Whether another piece fits.</summary>
    public bool HasRoom => _pieceCount < _pieces.Length && ItemCount < MaxItems;

    /// <summary>Begins a turn.</summary>
    public void Begin(WorkKind kind)
    {
        Kind = kind;
        IsIdle = false;
        ItemCount = 0;
        SortedCount = 0;
        _pieceCount = 0;
        _unknownCount = 0;
    }

    /// <summary>Adds a piece.</summary>
    public void Add(RunPiece piece)
    {
        _pieces[_pieceCount++] = piece;
        ItemCount += piece.Count;
    }

    /// <summary>Puts a run aside that has nothing left to do.</summary>
    public void End(VerificationRun run) => _ended.Add(run);

    /// <summary>Notes that an item of a piece belongs to a payer without a table.</summary>
    /// <param name="piece">The piece; pieces come in order.</param>
    /// <param name="index">The item's index in its run.</param>
    public void AddUnknown(ref RunPiece piece, int index)
    {
        if (piece.UnknownCount == 0)
        {
            piece.UnknownStart = _unknownCount;
        }

        _unknown[_unknownCount++] = index;
        piece.UnknownCount++;
    }

    /// <summary>The unknown payers' items of a piece.</summary>
    public ReadOnlySpan<int> UnknownOf(in RunPiece piece) => _unknown.AsSpan(piece.UnknownStart, piece.UnknownCount);

    /// <summary>Blames every call that the turn touches.</summary>
    public void Break(InvariantBrokenException broken)
    {
        foreach (ref var piece in Pieces)
        {
            piece.Broken = broken;
        }
    }

    /// <summary>Tells the callers of runs that have ended. Outside of the lock.</summary>
    /// <returns>How many they were.</returns>
    public int CompleteEnded()
    {
        var count = _ended.Count;
        foreach (var run in _ended)
        {
            run.Complete();
        }

        _ended.Clear();
        return count;
    }
}
