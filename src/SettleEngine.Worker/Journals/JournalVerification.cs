using System.Text.Json.Nodes;
using SettleEngine.Core;
using SettleEngine.Core.Encoding;
using SettleEngine.Storage;

namespace SettleEngine.Worker.Journals;

/// <summary>Verifies a journal: every block's checksum and place in the chain, and every record's own form.</summary>
internal sealed class JournalVerification
{
    private readonly SortedDictionary<JournalRecordKind, long> _counts = [];
    private readonly CheckpointCount _checkpoints = new();

    /// <summary>What was read; null when the journal is damaged.</summary>
    public JournalReading? Reading { get; private set; }

    /// <summary>What is wrong; null when nothing is.</summary>
    public JournalDamage? Damage { get; private set; }

    /// <summary>Records by kind.</summary>
    public IReadOnlyDictionary<JournalRecordKind, long> Counts => _counts;

    /// <summary>Verifies.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="cancellationToken">Stops between pages.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="IOException">There is no journal, or a file cannot be read.</exception>
    public static async Task<JournalVerification> RunAsync(JournalReader reader, CancellationToken cancellationToken)
    {
        JournalVerification? verification = null;
        try
        {
            var reading = await reader.ReadAsync(() => (verification = new JournalVerification()).Visit, cancellationToken);
            verification!.Reading = reading;
            verification.Damage ??= verification._checkpoints.Judge(reading);
        }
        catch (InvalidDataException failure) when (JournalDamage.Of(failure) is { } damage)
        {
            verification ??= new JournalVerification();
            verification.Damage = damage;
        }

        return verification;
    }

    /// <summary>Spells what was found.</summary>
    /// <returns>The object.</returns>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["whole"] = Damage is null };
        if (Damage is { } damage)
        {
            json["damage"] = new JsonObject
            {
                ["file"] = damage.File,
                ["offset"] = damage.Offset,
                ["block"] = damage.Block,
                ["firstMissingSequence"] = damage.FirstMissing,
                ["lastAcknowledgedSequence"] = damage.LastAcknowledged,
                ["message"] = damage.Message,
            };
        }

        if (Reading is { } reading)
        {
            json["firstSequence"] = reading.FirstSequence;
            json["lastSequence"] = reading.LastSequence;
            json["blocks"] = reading.LastBlock;
            json["endFile"] = reading.End.File;
            json["endOffset"] = reading.End.Offset;
            json["unfinishedBytes"] = reading.UnfinishedBytes;
            json["openings"] = reading.Openings;
            json["anchoredSequence"] = reading.AnchoredSequence;
            json["anchor"] = reading.HasAnchor;
            json["segments"] = reading.Segments.Files;
            json["bytes"] = reading.Segments.Bytes;
            json["segmentBytes"] = reading.SegmentBytes;
            json["pageBytes"] = reading.PageBytes;
        }

        json["records"] = new JsonObject([.. _counts.Select(count =>
            KeyValuePair.Create(RecordJson.Name(count.Key), (JsonNode?)JsonValue.Create(count.Value)))]);
        return json;
    }

    private void Visit(in JournalPlace place, ulong sequence, JournalRecordKind kind, ReadOnlySpan<byte> payload)
    {
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        try
        {
            _ = RecordJson.Of(place, sequence, kind, payload);
            _checkpoints.Add(kind, payload);
        }
        catch (InvariantBrokenException)
        {
            Damage ??= new JournalDamage(
                place.File,
                place.Offset,
                place.Block,
                sequence,
                0,
                $"Record {sequence} ({RecordJson.Name(kind)}) at {place} has a right checksum and a form that this program cannot "
                + "read. Use the version of the program that wrote it, or a newer one.");
        }
    }
}
