//! A group of the file, ready to be ordered, and what providers ask for it.

use tender_interfaces::demand::Demand;
use tender_interfaces::orderbook::{Named, Quote, MAX_NAMED};
use tender_market::sdl::Group;
use tender_market::text::{listed, quoted};
use tender_types::{AccountId, ClassId, Payer, ProviderId, Rate};

use super::totals::Totals;

/// What is to be rented.
pub struct Wanted {
    /// Name of the group.
    pub group: String,
    /// The services of each line.
    pub services: Vec<String>,
    /// What is ordered.
    pub demand: Demand,
    /// What each provider asks, or why it cannot serve: those that serve first, cheapest first.
    pub quotes: Vec<Quote>,
}

/// What a provider asks.
#[derive(Clone)]
pub struct Serving {
    /// Who.
    pub provider: ProviderId,
    /// Its class for each line of GPUs.
    pub classes: Vec<ClassId>,
    /// What everything costs.
    pub rate: Rate,
}

impl Wanted {
    /// `group` as `demand` orders it, with what providers answered.
    pub fn new(group: &Group, demand: Demand, mut quotes: Vec<Quote>) -> Self {
        let lines = group.resources.iter().filter(|one| one.count > 0);
        let services = lines.map(|one| listed(one.services.iter().map(String::as_str)));
        quotes.sort_by_key(|quote| {
            let serves = serving(quote).map(|one| one.rate);
            (serves.is_none(), serves, quote.provider)
        });
        Self {
            group: group.name.clone(),
            services: services.collect(),
            demand,
            quotes,
        }
    }

    /// Who serves it, cheapest first.
    pub fn serving(&self) -> Vec<Serving> {
        self.quotes.iter().filter_map(serving).collect()
    }

    /// What the cheapest asks for everything.
    pub fn best_rate(&self) -> Rate {
        let best = self.quotes.iter().find_map(serving);
        best.map_or(Rate::ZERO, |one| one.rate)
    }

    /// The cheapest, as an order names them: each at what it asked and no more.
    pub fn named(&self) -> Vec<Named> {
        let cheapest = self.serving().into_iter().take(MAX_NAMED);
        let named = cheapest.map(|one| Named {
            provider: one.provider,
            classes: one.classes,
            most: one.rate,
        });
        named.collect()
    }

    /// The class that `provider` serves each line of GPUs with.
    pub fn classes(&self, provider: ProviderId) -> &[ClassId] {
        let quote = self.quotes.iter().find(|quote| quote.provider == provider);
        quote.map_or(&[], |quote| &quote.classes)
    }

    /// What is ordered, paid from `account`.
    pub fn demand(&self, account: AccountId) -> Demand {
        Demand {
            account: Payer::Account(account),
            ..self.demand.clone()
        }
    }

    /// What all of it adds up to.
    pub fn asked(&self) -> Totals {
        Totals::asked(&self.demand)
    }

    /// What is ordered, in a few words.
    pub fn summary(&self) -> String {
        format!("group {}, {}", quoted(&self.group), self.asked().summary())
    }
}

/// What a provider asks, if it serves everything at what the file pays.
fn serving(quote: &Quote) -> Option<Serving> {
    let rate = quote.rate.filter(|_| quote.mismatches.is_empty())?;
    Some(Serving {
        provider: quote.provider,
        classes: quote.classes.clone(),
        rate,
    })
}
