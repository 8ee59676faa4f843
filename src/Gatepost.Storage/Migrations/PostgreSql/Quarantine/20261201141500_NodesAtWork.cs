using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Gatepost.Storage.Migrations.PostgreSql.Quarantine
{
    /// <inheritdoc />
    internal sealed partial class NodesAtWork : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "arriving_on",
                table: "quarantine",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "release_committed",
                table: "quarantine",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateIndex(
                name: "quarantine_arriving",
                table: "quarantine",
                column: "arriving_on",
                filter: "arriving_on IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "quarantine_arriving",
                table: "quarantine");

            migrationBuilder.DropColumn(
                name: "arriving_on",
                table: "quarantine");

            migrationBuilder.DropColumn(
                name: "release_committed",
                table: "quarantine");
        }
    }
}
