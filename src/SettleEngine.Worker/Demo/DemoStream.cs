using SettleEngine.Client;

namespace SettleEngine.Worker.Demo;

/// <summary>Payments that went through the frame door.</summary>
/// <param name="Follower">What became of them.</param>
/// <param name="AcceptLatency">Time to the answers.</param>
/// <param name="StartedAt">When the first one was sent, as a timestamp.</param>
internal sealed record DemoStream(PaymentFollower Follower, LatencyHistogram AcceptLatency, long StartedAt);
