namespace Fraud.Training;

/// <summary>These rows cannot be trained on; the message says why and what would do.</summary>
sealed class TrainingException(string message) : Exception(message);
