using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Gatepost.Storage.Shared;

/// <summary>Opens contexts on a database whose schema is up to date; the first call brings it there. Thread-safe.</summary>
internal interface IContextSource<TContext>
    where TContext : DbContext
{
    Task<TContext> OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Begins a transaction in which nobody else changes what stands under these ids, or, without any, adds to the table: what it reads stays true until it is
    /// committed.
    /// </summary>
    Task<IDbContextTransaction> BeginAsync(TContext context, IReadOnlyCollection<Guid> about, CancellationToken cancellationToken);
}
