//! Saved searches.

use super::{Result, ask, search};
use crate::{
    api::{
        Api,
        wire::{
            ApiError, Code, Nothing, SaveSearchReq, SavedSearchCount, SavedSearchCounts, SavedSearchRow, SavedSearches,
            SearchIdReq,
        },
    },
    model::{
        SearchId,
        decision::Decided,
        saved_search::{SavedSearch, Search},
    },
};

/// Saved searches of a workspace.
const MOST: usize = 50;
/// Longest name in characters.
const MOST_NAME: usize = 80;
/// Longest query in bytes, as in the search box.
const MOST_QUERY: usize = crate::search::query::LONGEST_QUERY;

pub async fn saved_searches(api: &Api, _: Nothing) -> Result<SavedSearches> {
    ask(api, |app| {
        let searches = app.store.saved_searches()?.into_iter().filter_map(shown).collect();
        Ok(SavedSearches { searches })
    })
    .await
}

fn shown(saved: SavedSearch) -> Option<SavedSearchRow> {
    let Search { name, query, newest } = saved.search()?.clone();
    Some(SavedSearchRow { id: saved.id.0, name, query, newest })
}

pub async fn saved_search_counts(api: &Api, _: Nothing) -> Result<SavedSearchCounts> {
    ask(api, |app| {
        let saved = app.store.saved_searches()?.into_iter().filter_map(shown);
        let counts = saved.map(|row| SavedSearchCount { total: search::total(app, &row.query).ok(), id: row.id });
        Ok(SavedSearchCounts { counts: counts.collect() })
    })
    .await
}

pub async fn save_search(api: &Api, req: SaveSearchReq) -> Result<SavedSearchRow> {
    let SaveSearchReq { id, name, query, newest } = req;
    let (name, query) = (name.trim().to_owned(), query.trim().to_owned());
    if name.is_empty() || name.chars().count() > MOST_NAME {
        return Err(ApiError::new(Code::BadInput, "a saved search has a name of at most 80 characters"));
    }
    if query.is_empty() || query.len() > MOST_QUERY {
        return Err(ApiError::new(Code::BadInput, "there is nothing to search for"));
    }
    let known = id.clone();
    let count = ask(api, move |app| {
        let known = match known {
            Some(id) => app.store.saved_search(&SearchId(id))?.is_some(),
            None => true,
        };
        if !known {
            return Err(ApiError::new(Code::NotFound, "there is no such saved search"));
        }
        Ok(app.store.saved_searches()?.len())
    });
    if count.await? >= MOST && id.is_none() {
        return Err(ApiError::new(Code::Refused, "50 searches are saved; remove one first"));
    }
    let id = id.unwrap_or_else(|| api.app.seam.fresh_id().to_string());
    let search = Search { name: name.clone(), query: query.clone(), newest };
    api.app.decide(vec![Decided::SearchSaved { id: SearchId(id.clone()), search: Some(search) }]).await?;
    Ok(SavedSearchRow { id, name, query, newest })
}

pub async fn remove_search(api: &Api, req: SearchIdReq) -> Result<Nothing> {
    let id = SearchId(req.id);
    let known = id.clone();
    ask(api, move |app| {
        let known = app.store.saved_search(&known)?;
        known.map(|_| ()).ok_or_else(|| ApiError::new(Code::NotFound, "there is no such saved search"))
    })
    .await?;
    api.app.decide(vec![Decided::SearchSaved { id, search: None }]).await?;
    Ok(Nothing {})
}
