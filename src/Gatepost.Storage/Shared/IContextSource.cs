using Microsoft.EntityFrameworkCore;

namespace Gatepost.Storage.Shared;

/// <summary>Opens contexts on a database whose schema is up to date; the first call brings it there. Thread-safe.</summary>
internal interface IContextSource<TContext>
    where TContext : DbContext
{
    Task<TContext> OpenAsync(CancellationToken cancellationToken);
}
